/** Proxy variables of the environment, as curl reads them: `HTTP_PROXY` in capitals is not among them (httpoxy). */
export interface EnvironmentProxies {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly none?: string | undefined;
}

export function environmentProxies(env: NodeJS.ProcessEnv): EnvironmentProxies {
  return {
    http: env['http_proxy'],
    https: env['https_proxy'] ?? env['HTTPS_PROXY'],
    none: env['no_proxy'] ?? env['NO_PROXY'],
  };
}
