import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { DelegationChat } from "self-delegation/react";

const site = {
  src: import.meta.env.VITE_DELEGATION_SRC,
  siteKey: import.meta.env.VITE_DELEGATION_KEY,
};

function Shop() {
  const [page, setPage] = useState("shop");
  const [title, setTitle] = useState("Help");
  const [readied, setReadied] = useState(0);
  const [effects, setEffects] = useState(0);
  useEffect(() => setEffects((times) => times + 1), []); // twice where StrictMode tries whether effects bear it
  return (
    <main data-effects={effects}>
      <h1>{page}</h1>
      <button onClick={() => setPage(page === "shop" ? "checkout" : "shop")}>Other page</button>
      <button onClick={() => setTitle("Support")}>Other title</button>
      <output>{readied}</output>
      {page === "shop" && <DelegationChat {...site} title={title} onReady={() => setReadied((times) => times + 1)} />}
    </main>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Shop />
  </StrictMode>,
);
