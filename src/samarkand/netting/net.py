"""The front door: obligations in, the largest set-off and its proof out."""

from samarkand.netting.admission.contradictions import refuse_contradictions, refuse_large_gains
from samarkand.netting.obligations import CreditLimits, Obligations
from samarkand.netting.outcome import Outcome
from samarkand.netting.results import tables
from samarkand.netting.results.positions import positions_of
from samarkand.netting.results.residual import fewest_payments
from samarkand.netting.results.summary import summarise
from samarkand.netting.results.units import units_of
from samarkand.netting.setting_off.debts import debts_of
from samarkand.netting.setting_off.plan import plan
from samarkand.netting.settings import Settings

_DEFAULT = Settings()


def net(
    obligations: Obligations, settings: Settings = _DEFAULT, limits: CreditLimits | None = None
) -> Outcome:
    """Return what is set off, what remains, and the proof.

    ``limits`` are the members of a clearing house and what each may owe it; without them every party
    sets off exactly as much of what it owes as of what it is due.

    Raises Refusal, with findings, when the settings cannot be met with these obligations.
    """
    refuse_contradictions(obligations, settings, limits)
    debts = debts_of(obligations, settings)
    refuse_large_gains(debts.gain, debts.amount, debts.nodes.height, limits)
    found = plan(debts, settings, limits)
    notices = tables.set_off_notices(obligations, debts, found)
    positions = positions_of(debts, found.network, found.flow)
    owing = (positions["due_after"] - positions["owed_after"]).to_numpy()
    remaining = fewest_payments(owing, debts.block)
    units = units_of(obligations, settings, limits, debts, found, notices, positions, remaining)
    return Outcome(
        set_off_notices=notices,
        positions=positions,
        residual=tables.residual(debts, remaining),
        potentials=tables.potentials(debts, found),
        rings=tables.rings(debts, found, settings) if settings.rings or settings.scope == "ring:3" else None,
        prices=tables.prices(debts, found),
        summary=summarise(obligations, settings, limits, units, int(found.set_off.any())),
    )
