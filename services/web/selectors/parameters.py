"""The parameters on the day that is shown."""

from __future__ import annotations

from domain.administration.parameter import Parameters
from services.house.parameters import parameters
from services.web.request import PageRequest


def parameters_shown(request: PageRequest) -> Parameters:
    return parameters(request.house.desk, request.at)
