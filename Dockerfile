# Two stages: the first has pip and the sources, the second only what runs.
FROM python:3.13-slim AS build

ARG LOCK=requirements.lock
ARG COMMIT=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/docking
COPY ${LOCK} .
RUN /opt/docking/bin/pip install --no-deps --require-hashes -r ${LOCK}
COPY pyproject.toml README.md LICENSE /source/
COPY domain /source/domain
COPY projections /source/projections
COPY services /source/services
RUN DOCKING_COMMIT=${COMMIT} /opt/docking/bin/pip install --no-deps --no-build-isolation /source \
    && /opt/docking/bin/pip uninstall --yes pip


FROM python:3.13-slim

ENV PATH=/opt/docking/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 NUMBA_CACHE_DIR=/tmp/numba
COPY --from=build /opt/docking /opt/docking
COPY containers/healthy.py /opt/docking/healthy.py
RUN install -d -o 10001 -g 10001 /index
USER 10001:10001
WORKDIR /tmp
ENTRYPOINT ["docking"]
CMD ["--help"]
