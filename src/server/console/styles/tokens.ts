/** Colours, type, space and corners, light and dark. Every text colour has at least 4.5:1 on the surfaces it stands on. */
export const tokens = `
:root {
  color-scheme: light dark;

  --canvas: #f6f6f7;
  --surface: #ffffff;
  --sunk: #f3f3f5;
  --line: #e3e3e7;
  --line-2: #c9c9d0;
  --ink: #17181c;
  --ink-2: #4a4c55;
  --ink-3: #636672;
  --accent: #2a4bc8;
  --accent-wash: #eef1fd;
  --danger: #ad1f1f;
  --danger-wash: #fdf0ef;
  --danger-line: #eec4c0;
  --warn: #855300;
  --warn-wash: #fdf6e6;
  --warn-line: #ecd6a4;
  --ok: #17653d;
  --ok-wash: #edf7f1;
  --ok-line: #bcdfca;
  --solid: #17181c;
  --solid-ink: #ffffff;
  --solid-hover: #33353d;
  --shadow: 0 1px 2px rgb(20 20 30 / .05);

  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;

  --t-11: .6875rem;
  --t-12: .75rem;
  --t-13: .8125rem;
  --t-14: .875rem;
  --t-16: 1rem;
  --t-18: 1.125rem;
  --t-24: 1.5rem;

  --s-1: .25rem;
  --s-2: .5rem;
  --s-3: .75rem;
  --s-4: 1rem;
  --s-5: 1.5rem;
  --s-6: 2rem;
  --s-7: 3rem;

  --r-1: 4px;
  --r-2: 6px;
  --r-3: 10px;
}

@media (prefers-color-scheme: dark) {
  :root {
    --canvas: #0d0e11;
    --surface: #15171b;
    --sunk: #1b1d22;
    --line: #272a31;
    --line-2: #3d414b;
    --ink: #ececf0;
    --ink-2: #b4b7c1;
    --ink-3: #9296a3;
    --accent: #93acff;
    --accent-wash: #1a2140;
    --danger: #ff9a90;
    --danger-wash: #2b1615;
    --danger-line: #58302c;
    --warn: #e8b964;
    --warn-wash: #271e0d;
    --warn-line: #51401f;
    --ok: #74cf9c;
    --ok-wash: #10231a;
    --ok-line: #27503a;
    --solid: #ececf0;
    --solid-ink: #15171b;
    --solid-hover: #ffffff;
    --shadow: none;
  }
}
`;
