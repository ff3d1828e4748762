using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Steerlens.Pipeline.Live.Web;

/// <summary>Keeps the figures of one meter and writes them as Prometheus reads them (text format 0.0.4).</summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>What the text is, for HTTP.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5];

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<Instrument> _instruments = [];
    private readonly Dictionary<(Instrument Instrument, string Labels), Figure> _figures = [];

    /// <summary>Begins to listen.</summary>
    public PrometheusText(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, meter)) return;
            lock (_gate) _instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The figures as they are now.</summary>
    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach (var instrument in _instruments)
            {
                var kind = instrument is Histogram<double> ? "histogram" : instrument is ObservableCounter<long> ? "counter" : "gauge";
                var name = NameOf(instrument, kind);
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {kind}\n");
                foreach (var ((of, labels), figure) in _figures)
                {
                    if (!ReferenceEquals(of, instrument)) continue;
                    if (kind is "histogram") Write(text, name, labels, figure);
                    else text.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {figure.Last}\n");
                }
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>Points become underscores; the unit follows the name, and counters end in <c>_total</c>.</summary>
    private static string NameOf(Instrument instrument, string kind) =>
        instrument.Name.Replace('.', '_') + (instrument.Unit is "s" ? "_seconds" : "") + (kind is "counter" ? "_total" : "");

    private static void Write(StringBuilder text, string name, string labels, Figure figure)
    {
        var before = labels.Length == 0 ? "" : labels + ",";
        var among = labels.Length == 0 ? "" : $"{{{labels}}}";
        var count = 0L;
        for (var bound = 0; bound < Bounds.Length; bound++)
        {
            count += figure.Counts[bound];
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{Bounds[bound]}\"}} {count}\n");
        }

        count += figure.Counts[^1];
        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"+Inf\"}} {count}\n{name}_sum{among} {figure.Sum}\n{name}_count{among} {count}\n");
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.IsEmpty ? "" : LabelOf(tags[0]);
        lock (_gate)
        {
            if (!_figures.TryGetValue((instrument, labels), out var figure)) _figures[(instrument, labels)] = figure = new Figure();
            figure.Last = value;
            figure.Sum += value;
            var bound = 0;
            while (bound < Bounds.Length && value > Bounds[bound]) bound++;
            figure.Counts[bound]++;
        }
    }

    /// <summary>The label of a stage; known ones make no garbage.</summary>
    private static string LabelOf(KeyValuePair<string, object?> tag) => (tag.Key, tag.Value) switch
    {
        ("stage", "resize") => "stage=\"resize\"",
        ("stage", "infer") => "stage=\"infer\"",
        ("stage", "explain") => "stage=\"explain\"",
        ("stage", "composite") => "stage=\"composite\"",
        ("stage", "encode") => "stage=\"encode\"",
        _ => $"{tag.Key}=\"{tag.Value}\"",
    };

    private sealed class Figure
    {
        public double Last { get; set; }

        public double Sum { get; set; }

        public long[] Counts { get; } = new long[Bounds.Length + 1];
    }
}
