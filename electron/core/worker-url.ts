/**
 * Where a worker's file is. Sources run unbundled (`cache.worker.ts` beside its user) in tests and on the command
 * line; the build puts every `*.worker.ts` flat beside the other output files.
 *
 * @param importer `import.meta.url` of the calling module
 * @param name file name without extension, e.g. `cache.worker`
 */
export function workerUrl(importer: string, name: string): URL {
  return new URL(importer.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, importer);
}
