"""What operators may switch on by variable: traces over OTLP, and error reports to Sentry.

Without the variables no process imports either library (see `processes`).
"""
