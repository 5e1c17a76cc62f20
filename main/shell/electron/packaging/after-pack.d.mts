export function checkKeychain(folder: string, platform: string | undefined, arch: string): void;
