import { DelegationChat } from "self-delegation/react";

/** Rendered on the server: the component itself says that it belongs to the browser. */
export default function Page() {
  return (
    <main>
      <h1>Shop</h1>
      <DelegationChat
        src={process.env.NEXT_PUBLIC_DELEGATION_SRC!}
        siteKey={process.env.NEXT_PUBLIC_DELEGATION_KEY!}
        inline
        className="chat"
        title="Help"
      />
    </main>
  );
}
