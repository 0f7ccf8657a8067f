"""What does a person see of accounts: kept drafts, and who may do what?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts import drafts
from accounts.access import requires
from accounts.models import Role
from accounts.permissions import MATRIX, Permission

LONGEST_DRAFT = 200_000


@requires(Permission.DRAFT_KEEP)
@require_POST
def draft_keep(request, key):
    fields = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    if sum(map(len, fields.values())) > LONGEST_DRAFT:
        return HttpResponse("This is too long to keep as a draft.", status=413)
    drafts.keep(request.user, key, fields)
    return HttpResponse(status=204)


@requires(Permission.MATRIX_VIEW)
def matrix_view(request):
    rows = [
        (permission.value.replace("_", " ").replace(".", ": "),
         [permission in MATRIX[role] for role in Role])
        for permission in Permission
    ]
    return render(request, "accounts/matrix_view.html", {"roles": list(Role), "rows": rows})
