// Generated from options.json by generate.mjs.
export const options = {
  keepCase: false,
  enums: String,
  longs: Number,
  defaults: true,
  oneofs: true,
};
