using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Steerlens.Pipeline.Frames;

namespace Steerlens.Pipeline.Live.Sources;

/// <summary>The frames of one size that a live feed uses again and again. Once retired it frees them when the last one is back.</summary>
internal sealed class LiveFramePool
{
    private readonly Channel<LiveFrame> _free;
    private readonly List<LiveFrame> _all = [];
    private readonly FilmFormat _format;
    private bool _isRetired;

    /// <summary>Makes all frames.</summary>
    internal LiveFramePool(FilmFormat format, int count)
    {
        _format = format;
        _free = Channel.CreateBounded<LiveFrame>(count);
        for (var index = 0; index < count; index++)
        {
            var frame = new LiveFrame(format, GiveBack);
            _all.Add(frame);
            _free.Writer.TryWrite(frame);
        }
    }

    /// <summary>Frames in all.</summary>
    internal int Count => _all.Count;

    /// <summary>Frames that nobody has.</summary>
    internal int Free => _free.Reader.Count;

    /// <summary>Whether it was retired and has all frames back.</summary>
    internal bool IsGone
    {
        get
        {
            lock (_all) return _isRetired && Free == Count;
        }
    }

    /// <summary>Whether its frames fit a connection of this format.</summary>
    internal bool Fits(FilmFormat format) => (_format.Width, _format.Height, _format.Color) == (format.Width, format.Height, format.Color);

    /// <summary>Takes a frame if one is free.</summary>
    internal bool TryRent([NotNullWhen(true)] out LiveFrame? frame) => _free.Reader.TryRead(out frame);

    /// <summary>Takes a frame, waiting for one if need be.</summary>
    internal ValueTask<LiveFrame> RentAsync(CancellationToken cancellationToken) => _free.Reader.ReadAsync(cancellationToken);

    /// <summary>Frees what the frames hold outside the managed heap as soon as all are back; nothing is rented any more.</summary>
    internal void Retire()
    {
        lock (_all)
        {
            _isRetired = true;
            FreeIfWhole();
        }
    }

    private void GiveBack(LiveFrame frame)
    {
        lock (_all)
        {
            if (!_free.Writer.TryWrite(frame)) throw new InvalidOperationException("A frame was given back twice.");
            FreeIfWhole();
        }
    }

    private void FreeIfWhole()
    {
        if (!_isRetired || Free != Count) return;
        foreach (var frame in _all) frame.Frame.Free();
    }
}
