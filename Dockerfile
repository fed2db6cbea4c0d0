# The portal for production: requirements.txt and nothing for tests or for one's own machine. It holds no secret;
# docker-compose.yml and docs/configuration.md say what to give it.

FROM node:22-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY static static
RUN npm run build

FROM python:3.11-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
WORKDIR /portal
COPY requirements.txt ./
RUN pip install -r requirements.txt
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent portal \
    && install -d -o portal -g portal -m 0700 /files
COPY manage.py ./
COPY kentcivil kentcivil
COPY organisations organisations
COPY volunteering volunteering
COPY crowdfund crowdfund
COPY partnership_board partnership_board
COPY templates templates
COPY --from=assets /portal/static/build static/build
# The settings ask for these; nothing is reached while files are collected, and none of it stays in the image.
RUN SECRET_KEY=unused DATABASE_URL=postgres://unused REDIS_URL=redis://unused python manage.py collectstatic --noinput \
    && python -m compileall -q kentcivil organisations volunteering crowdfund partnership_board
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "kentcivil.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--limit-request-line", "0", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
