/** Chats from npm with the gatekeeper in front, as their own guides would have them: `?chat=` says which. */

import { useChat } from "@ai-sdk/react";
import { AssistantRuntimeProvider, ComposerPrimitive, MessagePrimitive, ThreadPrimitive, useLocalRuntime } from "@assistant-ui/react";
import { ChatContainer, MainContainer, Message, MessageInput, MessageList } from "@chatscope/chat-ui-kit-react";
import type { ChatTransport, UIMessage, UIMessageChunk } from "ai";
import { DeepChat } from "deep-chat-react";
import { StrictMode, useRef, useState, type ComponentRef } from "react";
import { createRoot } from "react-dom/client";
import type { Gatekeeper } from "self-delegation";
import { useDelegation, useWrap } from "self-delegation/react";

const asked = new URLSearchParams(location.search);

/** The page's own server. What its answers wait for is `nothing`: it never asks back. */
async function askHost(gatekeeper: Gatekeeper | undefined, message: string): Promise<string> {
  await fetch("/host/chat", { method: "POST", body: message });
  gatekeeper?.state("nothing");
  return `Host: ${message}`;
}

type Props = { gatekeeper: Gatekeeper | undefined };

function AssistantUi({ gatekeeper }: Props) {
  const runtime = useLocalRuntime({
    async run({ messages }) {
      const [part] = messages[messages.length - 1].content;
      return { content: [{ type: "text", text: await askHost(gatekeeper, part.type === "text" ? part.text : "") }] };
    },
  });
  useWrap(gatekeeper, "assistant-ui", ({ userResponse }, message) => {
    runtime.thread.append({ role: "user", content: [{ type: "text", text: message }], startRun: false });
    runtime.thread.append({ role: "assistant", content: [{ type: "text", text: userResponse }] });
  });
  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <ThreadPrimitive.Root>
        <ThreadPrimitive.Messages components={{ Message: () => <MessagePrimitive.Root><MessagePrimitive.Parts /></MessagePrimitive.Root> }} />
        <ComposerPrimitive.Root>
          <ComposerPrimitive.Input />
          <ComposerPrimitive.Send aria-label="Send message">Send</ComposerPrimitive.Send>
        </ComposerPrimitive.Root>
      </ThreadPrimitive.Root>
    </AssistantRuntimeProvider>
  );
}

function AiSdk({ gatekeeper }: Props) {
  const [input, setInput] = useState("");
  const transport: ChatTransport<UIMessage> = {
    async sendMessages({ messages }) {
      const [part] = messages[messages.length - 1].parts;
      const delta = await askHost(gatekeeper, part.type === "text" ? part.text : "");
      return new ReadableStream<UIMessageChunk>({
        start(stream) {
          for (const type of ["text-start", "text-delta", "text-end"] as const) stream.enqueue({ type, id: "1", delta } as UIMessageChunk);
          stream.close();
        },
      });
    },
    reconnectToStream: async () => null,
  };
  const { messages, setMessages, sendMessage } = useChat({ transport });
  useWrap(gatekeeper, "ai-sdk", ({ userResponse }, message) => {
    const said = ([["user", message], ["assistant", userResponse]] as const).map(
      ([role, text]): UIMessage => ({ id: crypto.randomUUID(), role, parts: [{ type: "text", text }] }),
    );
    setMessages((before) => [...before, ...said]);
  });
  return (
    <>
      {messages.map(({ id, parts }) => <p key={id}>{parts.map((part) => (part.type === "text" ? part.text : ""))}</p>)}
      <form
        data-delegation-chat
        onSubmit={(event) => {
          event.preventDefault();
          sendMessage({ text: input });
          setInput("");
        }}
      >
        <input value={input} placeholder="Say something…" onChange={(event) => setInput(event.target.value)} />
        <button>Send</button>
      </form>
    </>
  );
}

function Chatscope({ gatekeeper }: Props) {
  const [messages, setMessages] = useState<string[]>([]);
  const add = (...more: string[]) => setMessages((before) => [...before, ...more]);
  useWrap(gatekeeper, "chatscope", ({ userResponse }, message) => add(message, userResponse));
  return (
    <div style={{ height: 400 }}>
      <MainContainer>
        <ChatContainer>
          <MessageList>
            {messages.map((message, at) => (
              <Message key={at} model={{ message, direction: "incoming", position: "single" }} />
            ))}
          </MessageList>
          <MessageInput
            attachButton={false}
            onSend={async (_html, text) => {
              add(text);
              add(await askHost(gatekeeper, text));
            }}
          />
        </ChatContainer>
      </MainContainer>
    </div>
  );
}

function Deep({ gatekeeper }: Props) {
  const chat = useRef<ComponentRef<typeof DeepChat>>(null);
  useWrap(gatekeeper, "deep-chat", ({ userResponse }, message) => {
    chat.current?.addMessage({ text: message, role: "user" });
    chat.current?.addMessage({ text: userResponse, role: "ai" });
  });
  const latest = useRef(gatekeeper);
  latest.current = gatekeeper;
  const [connect] = useState(() => ({
    handler: async (body: { messages: { text: string }[] }, signals: { onResponse: (answer: { text: string }) => void }) => {
      const { text } = body.messages[body.messages.length - 1];
      signals.onResponse({ text: await askHost(latest.current, text) });
    },
  }));
  return <DeepChat ref={chat} connect={connect} />;
}

const CHATS: Record<string, (props: Props) => React.ReactNode> = {
  "ai-sdk": AiSdk,
  "assistant-ui": AssistantUi,
  chatscope: Chatscope,
  "deep-chat": Deep,
};

function App() {
  const gatekeeper = useDelegation({ src: "/gatekeeper.js", siteKey: asked.get("key")! });
  const [drawn, setDrawn] = useState(0);
  const Chat = CHATS[asked.get("chat")!];
  return (
    <>
      <button onClick={() => setDrawn(drawn + 1)}>Draw again</button>
      <output>{gatekeeper?.key}</output>
      <Chat key={drawn} gatekeeper={gatekeeper} />
    </>
  );
}

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
