"""Self-delegation: a language model teaches the visitor's browser to answer small talk."""

import sys

# redis-py imports this wherever it is installed, and then counts nothing with it: two megabytes in
# each process, also where traces are off. An import of it now fails, which redis-py allows for.
sys.modules.setdefault("opentelemetry.sdk.metrics", None)  # type: ignore[arg-type]  # None forbids the import
