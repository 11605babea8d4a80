# docker build -t sales-agent:latest .
#
# Two stages on Debian 12: the first builds the program with the packages of tools/packages.txt, the second contains the program and what it
# needs to run. tools/check_suites runs the same steps in a bare Debian root.
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends make ca-certificates
WORKDIR /src
# Files that change rarely come first, so that the layer with the packages stays cached.
COPY tools/packages.txt tools/install tools/with-node /src/tools/
RUN tools/install build web
COPY . .
RUN make build

FROM debian:12-slim
COPY tools/packages.txt tools/install /setup/tools/
RUN /setup/tools/install run && rm -rf /setup /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --home-dir /var/lib/sales-agent --create-home sales-agent
COPY --from=build /src/build/sales-agent /usr/local/bin/sales-agent
USER 10001
WORKDIR /var/lib/sales-agent
ENV STATE_DIR=/var/lib/sales-agent API_HOST=0.0.0.0 LOG_FORMAT=json
VOLUME /var/lib/sales-agent
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["sales-agent"]
CMD ["serve"]
