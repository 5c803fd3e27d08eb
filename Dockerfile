# The server as an image:
#
#   docker build -t race-triage .
#   docker run --read-only -v race-triage:/data -p 3000:3000 --env-file .env race-triage
#
# Tags are exact; digests are put in by the release job, which can see them.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

# The image brings Node along: the one that npm would carry is left out with the optional dependencies.
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
ENV DATA_DIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json app.yml LICENSE NOTICE ./
# Only /data is ever written; a named volume takes over the owner.
RUN mkdir /data && chown 65532:65532 /data
USER 65532:65532
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The base image starts commands through a shell script; node is to be process 1, and get the signals.
ENTRYPOINT []
CMD ["node", "dist/cli.js", "serve"]
