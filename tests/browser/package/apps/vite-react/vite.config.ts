import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  build: { rollupOptions: { input: mode === "chats" ? "chats.html" : "index.html" } },
}));
