FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY build.ts tsconfig.json ./
COPY src src
RUN npm run build

FROM node:24-alpine
WORKDIR /opt/infisical-contract
COPY package.json LICENSE *.schema.json ./
COPY specs specs
COPY fixtures fixtures
COPY docs/*.md docs/
COPY --from=build /build/dist dist
RUN mkdir /work && chown node:node /work
# The user node. Kubernetes accepts only a number for runAsNonRoot.
USER 1000:1000
WORKDIR /work
ENTRYPOINT ["node", "/opt/infisical-contract/dist/esm/infisical-contract.js"]
