// Exports plain functions, also under fastlog/register: those of a module that exports them again find out who calls.
export { debug, info } from "fastlog";
