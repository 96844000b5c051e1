import { dirname } from "node:path";
import type { NextConfig } from "next";

const config: NextConfig = {
  turbopack: { root: dirname(process.cwd()) }, // where the packages of all apps are
};

export default config;
