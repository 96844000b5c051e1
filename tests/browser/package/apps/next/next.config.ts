import { resolve } from "node:path";
import type { NextConfig } from "next";

const config: NextConfig = {
  turbopack: { root: resolve("../..") }, // the packages of all apps lie there
};

export default config;
