# One recipe for every service: docker build --build-arg SERVICE=identity -t thumbworks/identity .
# Everything above `ARG SERVICE` is the same for all of them, so it is built, stored and pulled once.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS environment
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
COPY requirements requirements
RUN python -m venv .venv \
    && .venv/bin/pip install --no-deps --require-hashes --only-binary=:all: -r requirements/bootstrap.lock \
    && .venv/bin/uv pip install --python .venv/bin/python --no-deps --require-hashes --only-binary=:all: \
        -r requirements/main.lock

FROM environment AS assets
COPY assets.toml ./
COPY cli/src cli/src
RUN THUMBWORKS_ASSETS=/app/assets PYTHONPATH=cli/src .venv/bin/python -m thumbworks.setup.assets

FROM python:${PYTHON}
RUN useradd --system --uid 10001 --home-dir /app thumbworks \
    && install -d -o thumbworks /data /data/blobs
WORKDIR /app
COPY --from=environment /app/.venv .venv
COPY --from=assets /app/assets assets
COPY supabase supabase
COPY libs/common libs/common

# Optional engines (docs/extras.md), such as --build-arg EXTRAS="insightface nudenet". EasyOCR stands on torch, which
# no lock can hold: TORCH_BACKEND says for which kind of machine.
ARG EXTRAS=""
ARG TORCH_BACKEND=cpu
COPY requirements/extras requirements/extras
RUN for extra in ${EXTRAS}; do \
        .venv/bin/uv pip install --python .venv/bin/python --no-deps --require-hashes --only-binary=:all: --no-cache \
            -r "requirements/extras/${extra}.lock" || exit 1; \
        [ "${extra}" != easyocr ] || .venv/bin/uv pip install --python .venv/bin/python --only-binary=:all: --no-cache \
            --torch-backend "${TORCH_BACKEND}" torch torchvision || exit 1; \
    done

ARG SERVICE
COPY services/${SERVICE} services/${SERVICE}
RUN .venv/bin/uv pip install --python .venv/bin/python --no-deps --no-sources --no-build-isolation --no-cache \
        ./libs/common ./services/${SERVICE}

# The API and a worker's /healthz answer on the same port, so that one check fits both.
ENV SERVICE=${SERVICE} \
    PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    THUMBWORKS_HOME=/data \
    THUMBWORKS_ASSETS=/app/assets \
    THUMBWORKS_HOST=0.0.0.0 \
    THUMBWORKS_PORT=8000 \
    THUMBWORKS_HEALTH_HOST=0.0.0.0 \
    THUMBWORKS_HEALTH_PORT=8000
EXPOSE 8000
USER thumbworks
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# `exec`, so that SIGTERM reaches the service itself: it finishes what it has in hand and leaves.
CMD ["sh", "-c", "exec \"$SERVICE\""]
