namespace Steerlens.Pipeline.Archive;

/// <summary>How the report's page looks.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet, for light and dark, for screens from a phone's on, and for paper.</summary>
    public const string Sheet = """
        :root { color-scheme: light dark; --ground: #fbfaf8; --card: #fff; --ink: #1d2126; --soft: #5c6570; --line: #dcd9d3; --accent: #b4400f; --fill: #e9a06f; --bad: #a3161d; }
        @media (prefers-color-scheme: dark) { :root { --ground: #14171a; --card: #1d2125; --ink: #e8e6e2; --soft: #a2a9b1; --line: #363c43; --accent: #ff9d5c; --fill: #8a4a20; --bad: #ff8a85; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 64px; }
        h1 { font-size: 1.8rem; margin: 0 0 16px; }
        h2 { font-size: 1.25rem; margin: 40px 0 12px; }
        h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
        a { color: var(--accent); }
        .totals { display: flex; flex-wrap: wrap; gap: 10px; margin: 0 0 20px; }
        .totals div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 16px; display: flex; flex-direction: column-reverse; }
        .totals dt { color: var(--soft); font-size: .85rem; }
        .totals dd { margin: 0; font-size: 1.45rem; font-variant-numeric: tabular-nums; }
        .totals .bad dd { color: var(--bad); }
        figure { margin: 0; }
        figcaption, .how, .facts, .notes, .work { color: var(--soft); font-size: .88rem; margin: 4px 0; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
        td:first-child { width: 32%; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 0 0 14px; break-inside: avoid; }
        .plots { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-end; margin: 6px 0; }
        .plots .curve { flex: 1 1 420px; min-width: 260px; }
        .plots .histogram { flex: 0 1 230px; }
        svg { display: block; width: 100%; height: auto; }
        svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
        svg .grid { stroke: var(--line); } svg .middle { stroke: var(--soft); } svg .band { fill: var(--fill); opacity: .45; } svg .mean { fill: none; stroke: var(--accent); stroke-width: 1.6; }
        svg .bar { fill: var(--accent); }
        .finds { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(224px, 1fr)); gap: 16px; font-size: .85rem; }
        .finds b { overflow-wrap: anywhere; }
        .crop { display: block; overflow: hidden; border-radius: 6px; margin-bottom: 4px; }
        .crop img { display: block; max-width: none; }
        .strip img { display: block; width: 100%; border-radius: 6px; }
        .strip figcaption { display: flex; } .strip figcaption span { flex: 1; padding-right: 8px; }
        @media print { body { background: #fff; } }

        """;
}
