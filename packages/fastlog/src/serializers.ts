/**
 * `fastlog/serializers`: serializers of HTTP requests and responses, and of errors in pino's shape. They are those
 * of pino-std-serializers, so that a program that moves from pino logs the same fields.
 *
 * ```ts
 * import { configure, info } from "fastlog";
 * import { req, res } from "fastlog/serializers";
 *
 * configure({ serializers: { req, res }, redact: ["*.headers.authorization", "*.headers.cookie"] });
 * createServer((request, response) => {
 *   response.on("finish", () => info("request done", { req: request, res: response }));
 * });
 * ```
 *
 * Other values of a field of that name are written unchanged.
 *
 * @module
 */

export {
  err,
  errWithCause,
  req,
  res,
  type SerializedError,
  type SerializedRequest,
  type SerializedResponse,
  wrapErrorSerializer,
  wrapRequestSerializer,
  wrapResponseSerializer,
} from "./fields/standard-serializers.ts";
