/** Loads the other files of this release, and only the bytes that this file was built with. */

/**
 * The browser checks the bytes before any of them runs, so `integrity` on the first file covers all of them. Where
 * pages may demand Trusted Types no script element may be made, and a preloaded module is what `import` then runs.
 * WebKit does not check preloaded modules: there `fetch` does it, and `import` takes the bytes from the cache.
 * @param {string} home the address of the first file
 * @param {string} file the name and the checksum, from the build
 * @returns {Promise<any>} rejects when the file did not come or is another one
 */
export async function load(home, file) {
  // With DevTools open, Chromium looks up the line of every function that led to a request. After this pause the function
  // around the whole file, which takes it longest, is not one of them.
  await 0;
  const [name, integrity] = file.split(" ");
  const { href } = new URL(name, home);
  const typed = window.trustedTypes;
  if (typed && /^A/.test(navigator.vendor)) await fetch(href, { integrity });
  else {
    const tag = document.createElement(typed ? "link" : "script");
    await new Promise((onload, fail) => {
      const onerror = () => fail(Error(href));
      Object.assign(tag, { rel: "modulepreload", type: "module", href, src: href, integrity, crossOrigin: "", onload, onerror });
      document.documentElement.append(tag);
    });
    tag.remove();
  }
  return import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ href); // the npm package has a copy
}
