FROM node:20-slim AS page
WORKDIR /studio/audio_frontend
COPY audio_frontend/package.json audio_frontend/package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY audio_frontend ./
RUN npm run build

FROM python:3.11-slim
WORKDIR /studio
COPY pyproject.toml constraints.txt README.md ./
COPY audio_backend audio_backend
COPY --from=page /studio/audio_backend/page audio_backend/page
RUN pip install --no-cache-dir --constraint constraints.txt --extra-index-url https://download.pytorch.org/whl/cpu . \
    && pip install --no-cache-dir --no-deps torchcrepe==0.0.24 torchfcpe==0.0.4
ENV AUDIO_STUDIO_HOST=0.0.0.0 AUDIO_STUDIO_UPLOADS=/data/uploads AUDIO_STUDIO_OUTPUTS=/data/outputs AUDIO_STUDIO_MODELS=/data/models
VOLUME /data
EXPOSE 8000
CMD ["audio-studio", "serve"]
