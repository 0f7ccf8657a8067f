"""How does the system look to whoever runs it?"""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.models import Membership, Role
from accounts.permissions import Permission
from portfolio import system

COLUMNS = [{"label": label} for label in ("What", "How it is", "State")]


@requires(Permission.SYSTEM_VIEW)
@require_safe
def system_view(request):
    admin = Membership.objects.current().filter(user=request.user, role=Role.CENTRE_ADMIN)
    found = system.sections(admin.values("centre"))
    context = {"sections": found, "is_well": system.is_well(found), "columns": COLUMNS}
    return render(request, "portfolio/system_view.html", context)
