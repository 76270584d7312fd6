/* The life of one request: two workers of one key that may crash, two people who must both approve, one who modifies, one
   who ends it (deny or cancel), one who reconciles, and a clock. Everybody reads the record, thinks, and writes it by one
   compare-and-swap; time is applied at each reading.

   IDEMPOTENT: the action may be started again when an execution is lost. The other two are broken on purpose and must fail.
   REARM: a reconciliation leads back to `approved`. TWO: the swap compares the status only, so that the revision which was
   read is compared by nobody. */

mtype = { PENDING, APPROVED, EXECUTING, SUCCEEDED, FAILED, UNKNOWN, DENIED, EXPIRED, CANCELLED };

#define PEOPLE 2
#define CRASHES 1
#define RESTARTS 1
#define OVER (state == DENIED || state == EXPIRED || state == CANCELLED || state == SUCCEEDED || state == FAILED)
#ifdef IDEMPOTENT
#define RESTARTABLE (restarts < RESTARTS)
#define REVISIONS 1 /* keeps it small: modifications end before an execution begins */
#else
#define RESTARTABLE false
#define REVISIONS 2
#endif
#ifdef TWO
#define UNCHANGED (state == was)
#else
#define UNCHANGED (current & (1 << me))
#endif

/* The record. Whose reading of it is still current stands for its version: one bit each, all cleared by a write. */
mtype state = PENDING;
byte revision = 1, fence = 0, restarts = 0, agreed = 0, current = 0;
bool decideOver = false, useOver = false, leaseOver = false;

/* What no process can see: the revision that each person was shown, and what really happened. */
byte shown[PEOPLE];
byte approvals = 0, starts = 0, crashes = 0;

inline move(next) {
  assert(!OVER);
  assert(next != APPROVED || state == PENDING);
  assert(next != EXECUTING || state == APPROVED || (state == EXECUTING && RESTARTABLE));
  assert(state != UNKNOWN || next == SUCCEEDED || next == FAILED);
  state = next;
  current = 0
}

inline lapse() {
  if
  :: state == PENDING && decideOver -> move(EXPIRED)
  :: state == APPROVED && useOver -> move(EXPIRED)
  :: state == EXECUTING && leaseOver && !RESTARTABLE -> move(UNKNOWN)
  :: else
  fi
}

inline read() { lapse(); was = state; current = current | (1 << me) }
inline forget() { was = 0; current = current & ~(1 << me) }

proctype Person(byte me) {
  mtype was;
  byte card;
end:
  do
  :: atomic { state == PENDING && shown[me] != revision -> read(); card = revision }
    atomic {
      if
      :: UNCHANGED && was == PENDING && !decideOver ->
        shown[me] = card;
        agreed++;
        if
        :: agreed == PEOPLE -> move(APPROVED); approvals++; useOver = false
        :: else -> current = 0
        fi
      :: else
      fi;
      card = 0;
      forget()
    }
  :: OVER || state == UNKNOWN -> break
  od
}

proctype Modifier(byte me) {
  mtype was;
end:
  do
  :: atomic { revision < REVISIONS && state == PENDING -> read() }
    atomic {
      if
      :: UNCHANGED && was == PENDING && !decideOver -> revision++; agreed = 0; current = 0
      :: else
      fi;
      forget()
    }
  :: break
  od
}

proctype Ender(byte me) {
  mtype was;
end:
  if
  :: atomic { state == PENDING || state == APPROVED -> read() }
    atomic {
      if
      :: UNCHANGED && (was == PENDING || was == APPROVED) -> move(CANCELLED)
      :: else
      fi;
      forget()
    }
  :: true
  fi
}

proctype Reconciler(byte me) {
  mtype was;
end:
  do
  :: atomic { state == UNKNOWN -> read() }
    atomic {
      if
#ifdef REARM
      :: UNCHANGED && was == UNKNOWN -> state = APPROVED; current = 0; useOver = false
#endif
      :: UNCHANGED && was == UNKNOWN -> move(FAILED)
      :: else
      fi;
      forget()
    }
  :: OVER -> break
  od
}

proctype Clock() {
  byte leases = 0;
end:
  do
  :: state == PENDING && !decideOver -> decideOver = true
  :: state == APPROVED && !useOver -> useOver = true
  :: atomic { state == EXECUTING && !leaseOver && leases <= RESTARTS -> leaseOver = true; leases++ }
  :: atomic { (state == PENDING && decideOver) || (state == APPROVED && useOver) || (state == EXECUTING && leaseOver) -> lapse() } /* a sweep */
  :: OVER -> break
  od
}

/* The same call with the same key, in whatever process: after a crash it attaches again. */
proctype Worker(byte me) {
  mtype was;
  byte mine, args;
again:
  mine = 0;
  args = 0;
end:
  do
  :: OVER || state == UNKNOWN -> goto done
  :: atomic { state == APPROVED || (state == EXECUTING && leaseOver) -> read(); args = revision }
    if
    :: atomic { was == APPROVED && UNCHANGED -> move(DENIED) } /* policy is asked again, and says no */
    :: atomic {
        if
        :: was == APPROVED && UNCHANGED && !useOver -> move(EXECUTING); fence++; mine = fence; leaseOver = false
        :: was == EXECUTING && RESTARTABLE && UNCHANGED -> move(EXECUTING); restarts++; fence++; mine = fence; leaseOver = false
        :: else
        fi;
        forget()
      }
    fi;
    if
    :: mine > 0 -> break
    :: else
    fi
  od;
  if :: crashes < CRASHES -> crashes++; goto again :: true fi; /* the start is in the log from here */
  atomic {
    lapse();
    if
    :: state == EXECUTING && fence == mine ->
      starts++;
      assert(starts <= approvals + restarts);
      assert(args == revision && agreed == PEOPLE);
      assert(shown[0] == revision && shown[1] == revision)
    :: else -> goto done
    fi
  }
  if :: crashes < CRASHES -> crashes++; goto again :: true fi; /* its outcome is lost */
  if
  :: atomic { state == EXECUTING && fence == mine -> current = 0; leaseOver = false } /* it renews its lease */
  :: true
  fi;
  do
  :: atomic { read(); if :: was != EXECUTING || fence != mine -> break :: else fi } /* else: a late report */
    atomic {
      if
      :: UNCHANGED && fence == mine ->
        move(SUCCEEDED);
        break
      :: else
      fi
    }
  od;
done:
  atomic { mine = 0; args = 0; forget() }
}

init {
  atomic {
    run Person(0); run Person(1); run Modifier(2); run Ender(3); run Reconciler(4); run Worker(5); run Worker(6); run Clock()
  }
}
