using Workerd = import "/workerd/workerd.capnp";

# Since compatibility date 2026-08-04 a worker has Node's modules unless it says otherwise: tried both ways.
const config :Workerd.Config = (
  services = [
    (name = "bare", worker = (
      modules = [(name = "worker", esModule = embed "worker.js")],
      compatibilityDate = "2026-11-01",
      compatibilityFlags = ["no_nodejs_compat", "no_nodejs_compat_v2"]
    )),
    (name = "node", worker = (
      modules = [(name = "worker", esModule = embed "worker.js")],
      compatibilityDate = "2026-11-01"
    ))
  ],
  sockets = [
    (name = "bare", address = "127.0.0.1:0", http = (), service = "bare"),
    (name = "node", address = "127.0.0.1:0", http = (), service = "node")
  ]
);
