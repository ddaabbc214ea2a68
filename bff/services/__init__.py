"""The room that makes one call to a REST service: a call comes in, a reply goes out, or a `ServiceFailure`.

    Call --> address, headers --> protect --> transport --> judge --> Reply
             (pure)               (time,      (sockets,      (pure)
                                  places)     sizes)

Everything between the two ends raises `Fault`; the door alone knows whose call it was.
"""

from bff.services.send import Services
from bff.services.transport import Transport

__all__ = ["Services", "Transport"]
