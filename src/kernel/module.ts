// Made by `npm run build:kernel` from src/kernel/assembly; do not edit.
/** SHA-256 of the WebAssembly module. */
export const moduleHash = "c3816d5ab3f5c4cfe2f88bb5b3187e933bcf377c95b86277892722023dbf34bd";
/** The WebAssembly module, base64. */
export const moduleBase64 =
  "AGFzbQEAAAABCgJgAXwBfGAAAX8DAwIAAQUDAQAAB0AECGhlYXBCYXNlAAEVcGxhY2Vob2xkZXJFbGVtZW50YXJ5AAAQcGxhY2Vob2xkZXJEZW5zZQAABm1lbW9yeQIACgwCBAAgAAsFAEGACAs=";
