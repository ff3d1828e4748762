using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>A rendered road without an end: its first seconds are drawn once, whatever becomes of the connection, and shown forwards and backwards in turn.</summary>
internal sealed class SceneOrigin : LiveOrigin
{
    private readonly SceneOptions _options;
    private SceneReel? _reel;

    internal SceneOrigin(string address)
    {
        Name = address;
        _options = SceneOptions.Parse(address) with { Workers = Environment.ProcessorCount };
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool Waits => true;

    /// <inheritdoc/>
    public override async Task<IFrameSource> ConnectAsync(CancellationToken cancellationToken)
    {
        _reel ??= await Task.Run(() => new SceneReel(_options), cancellationToken);
        return new EndlessScene(_reel);
    }
}
