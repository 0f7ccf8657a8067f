# The image for docker-compose.yml. It is installed by the script that `make run` uses.
FROM python:3.11-slim-bookworm

# With OFFICE=no the image is about 500 MB smaller, and Word and Excel files are shown as plain text.
ARG OFFICE=yes
ENV PYTHONUNBUFFERED=1 PATH=/app/.venv/bin:$PATH
WORKDIR /app

COPY requirements.txt ./
COPY scripts/install scripts/
RUN apt-get update -q \
    && if [ "$OFFICE" = yes ]; then OFFICE_PACKAGES="libreoffice-writer libreoffice-calc libreoffice-impress"; fi \
    && PIP_NO_CACHE_DIR=1 EXTRA_PACKAGES="bubblewrap ${OFFICE_PACKAGES:-}" scripts/install run \
    && rm -rf /var/lib/apt/lists/*

COPY . .
RUN python -m compileall -q -x '[.]venv' . \
    && scripts/as_production python manage.py collectstatic --noinput \
    && useradd --uid 10001 --create-home portfolio \
    && install -d -o portfolio -g portfolio -m 750 /data

USER portfolio
ENV DJANGO_SETTINGS_MODULE=config.settings.production VAR_DIR=/data HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:config.web", "config.wsgi"]
