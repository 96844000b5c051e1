"""The demo teacher: a scripted stand-in for a model, in its own process.

It speaks the OpenAI chat protocol and lets the whole loop run on a machine without a key. The
product never imports it: OPENAI_BASE_URL is the only link, as to any other teacher. Start it with
`python -m delegation.embedded.demo_teacher --port 8003`.
"""
