"""What may each role do? One matrix, shown to auditors at /who-may-do-what/."""

from enum import StrEnum

from accounts.models import Role


class Permission(StrEnum):
    HOME_VIEW = "home.view"
    MATRIX_VIEW = "matrix.view"
    DRAFT_KEEP = "draft.keep"
    SPECIFICATION_VIEW = "specification.view"
    STAFF_LIST = "staff.list"
    STAFF_CHANGE = "staff.change"
    LEARNER_LIST = "learner.list"
    LEARNER_ADD = "learner.add"
    ENROLMENT_ADD = "enrolment.add"
    ENROLMENT_VIEW = "enrolment.view"
    ENROLMENT_PAUSE = "enrolment.pause"
    UNITS_CHOOSE = "units.choose"
    ALLOCATION_CHANGE = "allocation.change"
    PORTFOLIO_VIEW = "portfolio.view"
    HISTORY_VIEW = "history.view"
    EVIDENCE_VIEW = "evidence.view"
    EVIDENCE_ADD = "evidence.add"
    EVIDENCE_MAP = "evidence.map"
    EVIDENCE_SUBMIT = "evidence.submit"
    EVIDENCE_WITHDRAW = "evidence.withdraw"
    TESTIMONY_ASK = "testimony.ask"
    OBSERVATION_RECORD = "observation.record"
    ORIGINAL_DOWNLOAD = "original.download"
    WORK_LIST_VIEW = "work_list.view"
    JUDGEMENT_RECORD = "judgement.record"
    UNIT_SIGN_OFF = "unit.sign_off"
    UNIT_REOPEN = "unit.reopen"
    UNIT_DECLARE = "unit.declare"
    BUNDLE_VIEW = "bundle.view"
    BUNDLE_REQUEST = "bundle.request"
    CENTRE_EDITION_REQUEST = "centre_edition.request"
    EXPORT_VIEW = "export.view"
    EXPORT_REQUEST = "export.request"
    PORTFOLIO_IMPORT = "portfolio.import"
    SYSTEM_VIEW = "system.view"


EVERYONE = frozenset(
    {
        Permission.HOME_VIEW,
        Permission.MATRIX_VIEW,
        Permission.DRAFT_KEEP,
        Permission.SPECIFICATION_VIEW,
    }
)
READ_A_PORTFOLIO = EVERYONE | {
    Permission.ENROLMENT_VIEW,
    Permission.PORTFOLIO_VIEW,
    Permission.HISTORY_VIEW,
    Permission.EVIDENCE_VIEW,
    Permission.ORIGINAL_DOWNLOAD,
}
MATRIX = {
    Role.LEARNER: READ_A_PORTFOLIO
    | {
        Permission.EVIDENCE_ADD,
        Permission.EVIDENCE_MAP,
        Permission.EVIDENCE_SUBMIT,
        Permission.EVIDENCE_WITHDRAW,
        Permission.TESTIMONY_ASK,
        Permission.UNIT_DECLARE,
        Permission.BUNDLE_VIEW,
        Permission.BUNDLE_REQUEST,
    },
    Role.ASSESSOR: READ_A_PORTFOLIO
    | {
        Permission.OBSERVATION_RECORD,
        Permission.WORK_LIST_VIEW,
        Permission.JUDGEMENT_RECORD,
        Permission.UNIT_SIGN_OFF,
        Permission.UNIT_REOPEN,
    },
    Role.IQA: READ_A_PORTFOLIO,
    Role.EQA: READ_A_PORTFOLIO,
    Role.WITNESS: EVERYONE,
    Role.CENTRE_ADMIN: READ_A_PORTFOLIO
    | {
        Permission.STAFF_LIST,
        Permission.STAFF_CHANGE,
        Permission.LEARNER_LIST,
        Permission.LEARNER_ADD,
        Permission.ENROLMENT_ADD,
        Permission.ENROLMENT_PAUSE,
        Permission.UNITS_CHOOSE,
        Permission.ALLOCATION_CHANGE,
        Permission.BUNDLE_VIEW,
        Permission.BUNDLE_REQUEST,
        Permission.CENTRE_EDITION_REQUEST,
        Permission.EXPORT_VIEW,
        Permission.EXPORT_REQUEST,
        Permission.PORTFOLIO_IMPORT,
        Permission.SYSTEM_VIEW,
    },
}
READ_ONLY_ROLES = frozenset({Role.EQA})
