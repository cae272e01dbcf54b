/** The X.509 library on first use: only who issues certificates pays its 20 MB. */

export type X509Library = typeof import('@peculiar/x509');

export async function loadX509(): Promise<X509Library> {
  // It finds its algorithms by decorators, which need this in place first.
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
