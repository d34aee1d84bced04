FROM python:3.11-slim
WORKDIR /studio
COPY pyproject.toml constraints.txt README.md ./
COPY audio_backend audio_backend
RUN pip install --no-cache-dir --constraint constraints.txt --extra-index-url https://download.pytorch.org/whl/cpu .
ENV AUDIO_STUDIO_HOST=0.0.0.0 AUDIO_STUDIO_UPLOADS=/data/uploads AUDIO_STUDIO_OUTPUTS=/data/outputs AUDIO_STUDIO_MODELS=/data/models
VOLUME /data
EXPOSE 8000
CMD ["audio-studio", "serve"]
