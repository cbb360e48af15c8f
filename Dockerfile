# The bot and its Chromium, non-root, /data the only volume.
#   docker build -t optout .        docker run --rm optout demo        docker run --rm -v "$PWD/data:/data" optout run
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
COPY requirements/build.txt requirements/run.txt requirements/
# Build tools first, so that the packages which come as source are built with locked tools too.
RUN python3 -m venv /opt/optout \
 && /opt/optout/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/build.txt \
 && /opt/optout/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
      --no-build-isolation --use-pep517 -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY flows flows
COPY fixtures fixtures
COPY demonstration demonstration
RUN /opt/optout/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM ${BASE}
# libatomic1: the driver inside Playwright's wheel does not start without it. fonts: pictures are evidence, in every script.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      chromium-headless-shell fonts-liberation fonts-noto-color-emoji libatomic1 openssl tini \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --create-home optout \
 && install -d -o optout -g optout -m 0700 /data
COPY --from=build /opt/optout /opt/optout
COPY --chmod=0755 setup/container.sh /usr/local/bin/optout-container
# The engine forbids the user namespaces Chromium's own sandbox is made of; the container is the fence (docs/set-up.md).
ENV PATH=/opt/optout/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OPTOUT_SANDBOX=off \
    OPTOUT_DATA=/data \
    OPTOUT_HOUSEHOLD=/data/household.toml
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=5m --timeout=30s --start-period=20s CMD ["optout", "doctor"]
ENTRYPOINT ["tini", "-s", "--", "optout-container"]
CMD ["--help"]
