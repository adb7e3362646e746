/** Whether this is a worker thread. Avoids loading `node:worker_threads`, which would slow the import of fastlog. */
export const isWorker: boolean = (process.abort as { disabled?: boolean }).disabled === true;
