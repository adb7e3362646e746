/** Whether this is a worker thread, known without loading what the import of fastlog has no time for. */
export const isWorker: boolean = (process.abort as { disabled?: boolean }).disabled === true;
