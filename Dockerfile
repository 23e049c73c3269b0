# The whole platform in one image. A part is chosen by the command: dist/gateway/main.js,
# dist/subgraphs/<name>/main.js, dist/subgraphs/<name>/worker.js, dist/subgraphs/runtime/agent/main.js, dist/infra/migrate/main.js.
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY prisma/schema.prisma prisma/schema.prisma
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:20.20.2-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Prisma's command line is an optional peer of its client: without this it would come along, twice the size of the rest.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && \
  find node_modules \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production APOLLO_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
# Once for the image: where it runs, its files may not be written to.
RUN node dist/subgraphs/runtime/packs/build.js
# For dist/infra/local/main.js, which keeps a key there; whatever user a container is given can write to it.
RUN mkdir -m 1777 data
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["dist/gateway/main.js"]
