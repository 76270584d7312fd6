const NAME = /^[A-Za-z_$][\w$]{0,63}$/;

/** What events say of a body's error: its class, by its prototype; nothing of what it holds. */
export function errorType(cause: unknown): string {
  try {
    if (!(cause instanceof Error)) return typeof cause;
    const { name } = (Object.getPrototypeOf(cause) as Error).constructor;
    return typeof name === "string" && NAME.test(name) ? name : "Error";
  } catch {
    return "Error"; // a proxy, or a class without a name
  }
}

/** An error that tells of another one only its class. */
export function remade(cause: unknown): Error {
  const error = new Error("its message is not shown: policy masks or checks the results of this call");
  error.name = errorType(cause);
  return error;
}
