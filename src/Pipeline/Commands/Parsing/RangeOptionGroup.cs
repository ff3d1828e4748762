using System.CommandLine;
using Steerlens.Pipeline.Commands.Options;

namespace Steerlens.Pipeline.Commands.Parsing;

/// <summary>The options that choose frames.</summary>
/// <param name="hasStride">Whether <c>--stride</c> is one of them.</param>
internal sealed class RangeOptionGroup(bool hasStride = true)
{
    private readonly ParsedOption<TimeSpan> _start = new(
        "--start", "TIME", "Skip what is before this time (seconds or hh:mm:ss.mmm)", OptionValues.Time);

    private readonly ParsedOption<TimeSpan> _end = new(
        "--end", "TIME", "Leave out this time and what is after it", OptionValues.Length);

    private readonly ParsedOption<TimeSpan> _duration = new(
        "--duration", "TIME", "Take no more than this, instead of --end", OptionValues.Length);

    private readonly ParsedOption<int> _stride = new(
        "--stride", "N", "Take every Nth frame (default: 1)", OptionValues.Whole(1));

    private readonly ParsedOption<int> _maximum = new(
        "--max-frames", "N", "Take at most N frames", OptionValues.Whole(1));

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _start, _end, _duration }) command.Options.Add(option);
        if (hasStride) command.Options.Add(_stride);
        command.Options.Add(_maximum);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="SteerlensException">The options contradict each other.</exception>
    public RangeOptions Read(OptionReader reader)
    {
        var start = reader.ReadOrNull(_start);
        var end = reader.ReadOrNull(_end);
        var duration = reader.ReadOrNull(_duration);
        if (reader.IsGiven(_end) && !reader.IsGiven(_duration)) duration = null;
        if (reader.IsGiven(_duration) && !reader.IsGiven(_end)) end = null;
        if (end is not null && duration is not null)
            throw new SteerlensException(ExitCode.Usage, "--end and --duration both say where to stop: give one of them");
        if (end <= start)
            throw new SteerlensException(ExitCode.Usage, "--end is not after --start: nothing would be left");
        return new RangeOptions
        {
            Start = start,
            End = end ?? ((start ?? TimeSpan.Zero) + duration),
            Stride = hasStride ? reader.Read(_stride, 1) : 1,
            MaximumFrames = reader.ReadOrNull(_maximum),
        };
    }
}
