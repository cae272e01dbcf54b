/** What engines say of containers, as far as we read it. */
export type Listed = {
  readonly Id: string;
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
};

export type Inspected = {
  readonly Id: string;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly OOMKilled: boolean;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly Error?: string;
    readonly StartedAt: string;
  };
  readonly HostConfig: { readonly Memory?: number };
};
