const shade = (color: string, subtle = color) => ({ default: color, subtle });
const colors = (ink: string, faint: string, named: readonly [string, string, string, string]) => {
  const [accent, good, warning, attention] = named.map((color) => shade(color));
  return {
    default: shade(ink, faint),
    accent,
    good,
    warning,
    attention,
    dark: shade("#000000"),
    light: shade("#ffffff"),
  };
};

const THEMES = {
  light: {
    back: "#ffffff",
    box: "#f5f5f5",
    colors: colors("#242424", "#616161", ["#5b5fc7", "#237b4b", "#835c00", "#c4314b"]),
  },
  dark: {
    back: "#292929",
    box: "#1f1f1f",
    colors: colors("#ffffff", "#adadad", ["#9ea2ff", "#92c353", "#f8d22a", "#f9526b"]),
  },
};

/** How the host draws a card: as dense and in such colors as a Teams channel, though not by Teams' own configuration. */
export function hostConfig(theme: "light" | "dark") {
  const { back, box, colors: foregroundColors } = THEMES[theme];
  return {
    fontFamily: "'Segoe UI', system-ui, sans-serif",
    fontTypes: {
      default: { fontFamily: "'Segoe UI', system-ui, sans-serif" },
      monospace: { fontFamily: "'Cascadia Mono', 'DejaVu Sans Mono', monospace" },
    },
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    supportsInteractivity: true,
    actions: {
      maxActions: 6,
      actionsOrientation: "horizontal",
      actionAlignment: "left",
      buttonSpacing: 8,
      showCard: { actionMode: "inline", inlineTopMargin: 16 },
    },
    containerStyles: {
      default: { backgroundColor: back, foregroundColors },
      emphasis: { backgroundColor: box, foregroundColors },
    },
  };
}
