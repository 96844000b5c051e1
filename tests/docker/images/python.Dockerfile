# In place of python:3.11-slim-bookworm: Debian's own Python 3.11, as `python`, with pip.
FROM self-delegation-trial/debian
ENV LANG=C.UTF-8 PIP_CERT=/etc/ssl/certs/ca-certificates.crt PIP_DEFAULT_TIMEOUT=180
RUN ln -s /usr/bin/python3.11 /usr/local/bin/python && ln -s /usr/bin/python3.11 /usr/local/bin/python3
CMD ["python3"]
