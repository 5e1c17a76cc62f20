/** Made by the build (renderer/licences.mjs). */
declare module 'argosy:licences' {
  const licences: {
    readonly packages: readonly {
      readonly name: string;
      readonly version: string;
      readonly licence: string;
      readonly texts: readonly number[];
    }[];
    readonly texts: readonly string[];
  };
  export default licences;
}
