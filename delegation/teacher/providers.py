"""Providers and servers that people have, with their addresses and where their keys come from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProviderPreset:
    """What choosing a provider fills in."""

    name: str
    label: str
    base_url: str  # NAME marks a part that people replace
    key_from: str  # a sentence
    protocol: str = "openai"


_OWN_SERVER = "Your server needs a key only if you started it with one; otherwise enter any word."
PROVIDERS: tuple[ProviderPreset, ...] = (
    ProviderPreset(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        "Create a key at platform.openai.com, under API keys.",
    ),
    ProviderPreset(
        "azure",
        "Azure OpenAI",
        "https://NAME.openai.azure.com/openai/v1",
        "Copy a key from your resource in the Azure portal, under Keys and Endpoint. The model is "
        "the name of your deployment.",
    ),
    ProviderPreset(
        "anthropic",
        "Anthropic",
        "https://api.anthropic.com/v1",
        "Create a key at console.anthropic.com, under API keys.",
        protocol="anthropic",
    ),
    ProviderPreset(
        "anthropic-compatible",
        "Anthropic (OpenAI-compatible)",
        "https://api.anthropic.com/v1",
        "Create a key at console.anthropic.com, under API keys.",
    ),
    ProviderPreset(
        "gemini",
        "Google Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "Create a key at aistudio.google.com, under Get API key.",
    ),
    ProviderPreset(
        "mistral",
        "Mistral",
        "https://api.mistral.ai/v1",
        "Create a key at console.mistral.ai, under API keys.",
    ),
    ProviderPreset(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        "Create a key at openrouter.ai, under Keys.",
    ),
    ProviderPreset(
        "groq",
        "Groq",
        "https://api.groq.com/openai/v1",
        "Create a key at console.groq.com, under API keys.",
    ),
    ProviderPreset(
        "deepseek",
        "DeepSeek",
        "https://api.deepseek.com/v1",
        "Create a key at platform.deepseek.com, under API keys.",
    ),
    ProviderPreset(
        "together",
        "Together",
        "https://api.together.xyz/v1",
        "Create a key at api.together.ai, under API keys.",
    ),
    ProviderPreset("vllm", "vLLM", "https://NAME:8000/v1", _OWN_SERVER),
    ProviderPreset("ollama", "Ollama", "https://NAME:11434/v1", _OWN_SERVER),
    ProviderPreset("lmstudio", "LM Studio", "https://NAME:1234/v1", _OWN_SERVER),
    ProviderPreset("llamacpp", "llama.cpp", "https://NAME:8080/v1", _OWN_SERVER),
)
BY_NAME = {preset.name: preset for preset in PROVIDERS}
